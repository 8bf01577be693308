-- The same unit's team under a later first day of the same turn ($3 to $4): it began with this one.
DELETE FROM team
WHERE space = $1 AND unit = $2 AND from_day > $3 AND (CAST($4 AS BIGINT) IS NULL OR from_day <= $4)
