SELECT division, sign, word, line, CAST(COUNT(*) AS BIGINT) AS people, CAST(SUM(resident) AS BIGINT) AS resident,
  CAST(SUM(year_resident) AS BIGINT) AS year_resident, CAST(SUM(year_target) AS BIGINT) AS year_target,
  CAST(SUM(missed) AS BIGINT) AS missed, CAST(SUM(doubtful) AS BIGINT) AS doubtful
FROM (
  SELECT SUBSTR(years.space, 1, CAST($3 AS INTEGER)) AS division,
    SUBSTR(years.signs, CAST($5 AS INTEGER), 1) AS sign,
    SUBSTR(years.said, CAST($5 AS INTEGER), 1) AS word,
    CASE WHEN COALESCE(own.had_phone, 0) = 0 THEN 0 WHEN own.seen_at >= $10 THEN 3 WHEN here.seen_at >= $8 THEN 2 ELSE 1 END AS line,
    LENGTH(SUBSTR(years.signs, CAST($6 AS INTEGER), CAST($7 AS INTEGER)))
      - LENGTH(REPLACE(SUBSTR(years.signs, CAST($6 AS INTEGER), CAST($7 AS INTEGER)), 'R', '')) AS resident,
    years.resident AS year_resident, years.target AS year_target,
    CASE WHEN years.reach = 'impossible' THEN 1 ELSE 0 END AS missed,
    CASE WHEN years.reach = 'if_confirmed' THEN 1 ELSE 0 END AS doubtful
  FROM attendance_year AS years
  LEFT JOIN (
    SELECT person, MAX(CASE WHEN revoked_at IS NULL OR revoked_at >= $8 THEN seen_at END) AS seen_at,
      MAX(CASE WHEN enrolled_at < $9 AND (revoked_at IS NULL OR revoked_at >= $8) THEN 1 ELSE 0 END) AS had_phone
    FROM device GROUP BY person
  ) AS own ON own.person = years.cadre
  LEFT JOIN (
    SELECT team.space AS space, MAX(device.seen_at) AS seen_at
    FROM attendance_year AS team JOIN device ON device.person = team.cadre AND (device.revoked_at IS NULL OR device.revoked_at >= $8)
    WHERE team.space >= $1 AND team.space < $2 AND team.year = $4 AND SUBSTR(team.signs, CAST($5 AS INTEGER), 1) <> 'O'
    GROUP BY team.space
  ) AS here ON here.space = years.space
  WHERE years.space >= $1 AND years.space < $2 AND years.year = $4
) AS days
GROUP BY division, sign, word, line
