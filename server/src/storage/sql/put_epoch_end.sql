INSERT INTO epoch_end (space, epoch, last_number) VALUES ($1, $2, $3)
