SELECT signature, epoch, device, suite, entries FROM attested_frame WHERE space = $1 ORDER BY epoch, signature
