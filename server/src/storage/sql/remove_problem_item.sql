DELETE FROM problem_item WHERE space = $1 AND record = $2
