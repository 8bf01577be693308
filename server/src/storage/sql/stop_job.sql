UPDATE job SET stopping = 1 WHERE number = $1 AND state IN ('waiting', 'running')
