SELECT edit_id FROM entry WHERE space = $1 AND edit_id IN ($2)
