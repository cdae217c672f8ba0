delete from snapshot where sequence < $1
