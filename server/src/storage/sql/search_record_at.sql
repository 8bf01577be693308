SELECT space, record FROM search_record WHERE place = $1 LIMIT 1
