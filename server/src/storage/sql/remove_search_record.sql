DELETE FROM search_record WHERE space = $1 AND record = $2
