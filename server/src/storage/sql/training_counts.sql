SELECT SUBSTR(membership.space, 1, CAST($3 AS INTEGER)) AS division,
  CAST(COUNT(DISTINCT membership.person) AS BIGINT) AS people,
  CAST(COUNT(DISTINCT enrolled.person) AS BIGINT) AS enrolled,
  CAST(COUNT(DISTINCT CASE WHEN enrolled.person IS NULL THEN invited.person END) AS BIGINT) AS invited
FROM membership
LEFT JOIN (SELECT DISTINCT person FROM device WHERE revoked_at IS NULL) enrolled ON enrolled.person = membership.person
LEFT JOIN (SELECT DISTINCT person FROM invitation WHERE used_at IS NULL AND expires_at >= $5) invited ON invited.person = membership.person
WHERE membership.space >= $1 AND membership.space < $2
  AND membership.role IN ($6, $7)
  AND (membership.to_day IS NULL OR membership.to_day >= $4)
GROUP BY SUBSTR(membership.space, 1, CAST($3 AS INTEGER))
