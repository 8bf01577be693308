-- One worker takes it: nobody else finds it waiting.
UPDATE job SET state = 'running', done = 0, of_all = 0, changed_at = $2 WHERE number = $1 AND state = 'waiting'
