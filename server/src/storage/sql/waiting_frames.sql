SELECT first_number, digest, frame, received_at FROM waiting_frame WHERE space = $1 AND device = $2 ORDER BY first_number, digest
