select record from interaction where id = $1
