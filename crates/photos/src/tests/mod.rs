//! What a camera may hand over, and what must come of it.

mod files;
mod metadata;
mod sizes;
mod turning;
