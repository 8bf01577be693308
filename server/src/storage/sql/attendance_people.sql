-- People's years with what one day ($4, from 1) is, filtered by what it is. $5 only this person, $6 only this state (of a day of which something was heard), $7 only what was said of it, $8 only by whose phones were heard of (Line), $9 only by how the year stands ('' and -1: all), $10 and $11 when the day begins and ends, $14 from when on a person's own phone tells of it, $12 and $13 only who was on a team in these days (a length of 0: all). $15 on: the last one that the reader has.
SELECT years.*, person.name AS name,
  CASE WHEN COALESCE(own.had_phone, 0) = 0 THEN 0 WHEN own.seen_at >= $14 THEN 3 WHEN here.seen_at >= $10 THEN 2 ELSE 1 END AS line
FROM attendance_year AS years
LEFT JOIN person ON person.person = years.cadre
LEFT JOIN (
  SELECT person, MAX(CASE WHEN revoked_at IS NULL OR revoked_at >= $10 THEN seen_at END) AS seen_at,
    MAX(CASE WHEN enrolled_at < $11 AND (revoked_at IS NULL OR revoked_at >= $10) THEN 1 ELSE 0 END) AS had_phone
  FROM device GROUP BY person
) AS own ON own.person = years.cadre
LEFT JOIN (
  SELECT team.space AS space, MAX(device.seen_at) AS seen_at
  FROM attendance_year AS team JOIN device ON device.person = team.cadre AND (device.revoked_at IS NULL OR device.revoked_at >= $10)
  WHERE team.space >= $1 AND team.space < $2 AND team.year = $3 AND SUBSTR(team.signs, CAST($4 AS INTEGER), 1) <> 'O'
  GROUP BY team.space
) AS here ON here.space = years.space
WHERE years.space >= $1 AND years.space < $2 AND years.year = $3
  AND ($5 = '' OR years.cadre = $5)
  AND ($6 = '' OR (SUBSTR(years.signs, CAST($4 AS INTEGER), 1) = $6 AND SUBSTR(years.said, CAST($4 AS INTEGER), 1) <> '-'))
  AND ($7 = '' OR (SUBSTR(years.said, CAST($4 AS INTEGER), 1) = $7 AND SUBSTR(years.signs, CAST($4 AS INTEGER), 1) <> 'O'))
  AND ($8 = -1 OR CASE WHEN COALESCE(own.had_phone, 0) = 0 THEN 0 WHEN own.seen_at >= $14 THEN 3 WHEN here.seen_at >= $10 THEN 2 ELSE 1 END = $8)
  AND ($13 = 0 OR REPLACE(SUBSTR(years.signs, CAST($12 AS INTEGER), CAST($13 AS INTEGER)), 'O', '') <> '')
  AND ($9 = '' OR (years.reach = $9 AND SUBSTR(years.signs, CAST($4 AS INTEGER), 1) <> 'O'))
  AND (years.space > $15 OR (years.space = $15 AND years.cadre > $16))
ORDER BY years.space, years.cadre
LIMIT $17
