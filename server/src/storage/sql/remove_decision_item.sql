DELETE FROM decision_item WHERE space = $1 AND record = $2
