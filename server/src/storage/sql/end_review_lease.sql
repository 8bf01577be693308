DELETE FROM review_lease WHERE space = $1 AND record = $2 AND login = $3
