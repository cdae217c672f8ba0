-- The journal is the truth; everything else here can be made from it again.
create table journal (
  sequence bigint primary key,
  at bigint not null, -- milliseconds since 1970
  kind text not null,
  event text not null -- JSON, as core/events.ts has it
);

create sequence interaction_saves;

create table interaction (
  id uuid primary key,
  queue text not null,
  number text not null,
  booked_at bigint not null, -- milliseconds since 1970
  closed_at bigint,
  disposition text,
  saved bigint not null default nextval('interaction_saves'),
  record text not null -- JSON, as core/interaction.ts has it
);

create index interaction_saved on interaction (saved desc);

create table snapshot (
  sequence bigint not null,
  part integer not null,
  state text not null,
  primary key (sequence, part)
);

-- One row: who owns the division. Every commit checks the fence and moves last_sequence on.
create table lease (
  single boolean primary key default true check (single),
  fence bigint not null default 0,
  owner text not null default '',
  heartbeat timestamptz not null default '-infinity',
  last_sequence bigint not null default 0
) with (fillfactor = 50);

insert into lease default values;

create table store_version (number integer not null);

insert into store_version values (0);
