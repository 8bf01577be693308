SELECT team.space AS space, person.person AS person, person.name AS name, enrolled.enrolled_at AS enrolled_at, invited.expires_at AS expires_at
FROM (
  SELECT MIN(space) AS space, person
  FROM membership
  WHERE space >= $1 AND space < $2 AND role IN ($8, $9) AND (to_day IS NULL OR to_day >= $3)
  GROUP BY person
) team
JOIN person ON person.person = team.person
LEFT JOIN (SELECT person, MAX(enrolled_at) AS enrolled_at FROM device WHERE revoked_at IS NULL GROUP BY person) enrolled ON enrolled.person = team.person
LEFT JOIN (SELECT person, MAX(expires_at) AS expires_at FROM invitation WHERE used_at IS NULL AND expires_at >= $4 GROUP BY person) invited ON invited.person = team.person
WHERE (team.space > $5 OR (team.space = $5 AND team.person > $6))
  AND ($7 = '' OR $7 = CASE WHEN enrolled.person IS NOT NULL THEN 'enrolled' WHEN invited.person IS NOT NULL THEN 'invited' ELSE 'none' END)
ORDER BY team.space, team.person
LIMIT $10
