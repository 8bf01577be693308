DELETE FROM attested_waiting WHERE space = $1 AND edit_id = $2
