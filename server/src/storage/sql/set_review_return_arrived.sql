-- What was beyond reach, because the phone was lost, is not any more once the next phone has it: its days begin now.
UPDATE review_return
SET arrived_at = $3, over_at = CASE WHEN over = 1 THEN NULL ELSE over_at END, over = CASE WHEN over = 1 THEN 0 ELSE over END
WHERE space = $1 AND review = $2 AND arrived_at IS NULL
