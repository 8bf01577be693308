SELECT brought, made FROM job
