SELECT epoch, device, public_key, suite, certificate, begun_at FROM epoch ORDER BY epoch
