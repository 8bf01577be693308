-- An update and not a SELECT … FOR UPDATE, which SQLite does not know: it locks the row until the transaction ends.
UPDATE space SET last_number = last_number WHERE space = $1 RETURNING last_number
