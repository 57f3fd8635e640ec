//! Course Studio: what course authors work in.
//!
//! Layers, from the network to the screen; each imports only what stands above it:
//!
//! - [`api`]: the only file that knows the server's addresses.
//! - [`components`]: what is drawn. Props in, callbacks out.
//! - [`feedback`]: what the user is told and has chosen. It knows videos by id alone.

pub mod components;
pub mod feedback;
pub mod hooks;
