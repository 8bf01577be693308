SELECT login, until FROM review_lease WHERE space = $1 AND record = $2
