-- What a customer's number has had before: shown to whoever serves them.
create index interaction_number on interaction (number, saved desc);
