DELETE FROM review_item WHERE space = $1
