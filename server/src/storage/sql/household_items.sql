-- $3, $4: after this village and number. $5 = 1: those alone that were not visited since the day $6.
SELECT space, number, record, head, grp, persons, status, is_there, members, visitors, helpers, last_visit, visits
FROM household_item
WHERE space >= $1 AND space < $2 AND (space > $3 OR (space = $3 AND number > $4))
  AND ($5 = 0 OR (is_there = 1 AND (last_visit IS NULL OR last_visit < $6)))
ORDER BY space, number
LIMIT $7
