UPDATE entry SET salt = $3, edit = $4, erased = 0 WHERE space = $1 AND edit_id = $2 AND erased = 1
