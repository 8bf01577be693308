UPDATE attested_waiting SET salt = NULL, edit = $3, erased = 1 WHERE space = $1 AND edit_id = $2
