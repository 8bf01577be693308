UPDATE device SET seen_at = $2, client_version = $3 WHERE device = $1
