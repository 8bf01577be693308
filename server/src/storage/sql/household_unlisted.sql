-- $3 to $5: after this village, name and group.
SELECT space, name, grp, last_visit, visits
FROM household_unlisted
WHERE space >= $1 AND space < $2
  AND (space > $3 OR (space = $3 AND (name > $4 OR (name = $4 AND grp > $5))))
ORDER BY space, name, grp
LIMIT $6
