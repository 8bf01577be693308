-- Whether $1 was shown the same after $3. Empty texts stand for none.
SELECT number FROM audit
WHERE login = $1 AND action = $2 AND at > $3
  AND COALESCE(division, '') = $4 AND COALESCE(subject, '') = $5 AND COALESCE(detail, '') = $6
LIMIT 1
