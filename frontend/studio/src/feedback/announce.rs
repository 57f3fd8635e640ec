//! How the engine's events become what the user is told.
