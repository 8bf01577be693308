DELETE FROM grade_again WHERE space = $1 AND record = $2
