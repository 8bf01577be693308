SELECT space, epoch, last_number FROM epoch_end WHERE space = $1 ORDER BY epoch
