select record from interaction where number = $1 order by saved desc limit $2
