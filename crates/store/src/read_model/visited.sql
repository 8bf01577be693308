-- One row for each household and whose visits they are. Beside a lone max(), SQLite takes the other columns from its row.
SELECT household, household_name, "group",
       _author = ?2 OR _id IN (SELECT visit FROM record_shared_visit
                               WHERE _space = ?1 AND cadre = ?2 AND was_along = 1 AND _withdrawn IS NULL) AS own,
       max(day), _id, count(*)
FROM record_visit
WHERE _space = ?1 AND _withdrawn IS NULL AND day IS NOT NULL
GROUP BY household, household_name, "group", own
