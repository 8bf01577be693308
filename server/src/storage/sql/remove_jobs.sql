-- What is being worked on has no end yet.
DELETE FROM job WHERE ends_at <= $1 AND state <> 'running'
