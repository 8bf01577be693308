DELETE FROM waiting_frame WHERE space = $1 AND device = $2 AND first_number = $3 AND digest = $4
