select record from interaction order by saved desc limit $1
