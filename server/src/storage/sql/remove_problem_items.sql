DELETE FROM problem_item WHERE space = $1
