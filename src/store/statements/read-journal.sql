select sequence, at, event from journal where sequence >= $1 order by sequence limit $2
