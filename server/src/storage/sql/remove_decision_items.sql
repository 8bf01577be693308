DELETE FROM decision_item WHERE space = $1
