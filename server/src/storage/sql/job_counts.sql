SELECT work, state, CAST(COUNT(*) AS BIGINT) AS jobs FROM job GROUP BY work, state
