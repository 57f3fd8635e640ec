//! Settings, from the command line or the environment.

use std::{net::SocketAddr, path::PathBuf};

use clap::Parser;
use shared::{Timestamp, wire::Limits};

/// The API and the page of Course Studio on one port.
#[derive(Clone, Debug, Parser)]
#[command(name = "course-studio", version, about)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "STUDIO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where the database lives.
    #[arg(long, env = "STUDIO_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The built page.
    #[arg(long, env = "STUDIO_DIST", default_value = "dist")]
    pub dist: PathBuf,
    /// Let clients ask for faults and start courses over. For tests and demonstrations only.
    #[arg(long, env = "STUDIO_ALLOW_FAULTS")]
    pub allow_faults: bool,
    /// Other origins whose pages may use the API, such as `https://studio.example`.
    #[arg(long, env = "STUDIO_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub allowed_origins: Vec<String>,
    /// Most operations in one batch.
    #[arg(long, env = "STUDIO_MAX_OPERATIONS", default_value_t = 1_000)]
    pub max_operations: usize,
    /// Most bytes in one request's body.
    #[arg(long, env = "STUDIO_MAX_BYTES", default_value_t = 1 << 20)]
    pub max_bytes: usize,
    /// Most connections at once; further ones wait.
    #[arg(long, env = "STUDIO_MAX_CONNECTIONS", default_value_t = 10_000)]
    pub max_connections: usize,
    /// How many days idempotency keys, events and deleted videos are kept.
    #[arg(long, env = "STUDIO_RETENTION_DAYS", default_value_t = 30)]
    pub retention_days: u64,
    /// Write the log as JSON, one object a line.
    #[arg(long, env = "STUDIO_LOG_JSON")]
    pub log_json: bool,
}

impl Config {
    /// The limits that clients must keep to, as they are sent at `time`.
    pub fn limits(&self, time: Timestamp) -> Limits {
        Limits {
            max_operations: self.max_operations,
            max_bytes: self.max_bytes,
            key_retention_seconds: self.key_retention_seconds(),
            trash_retention_seconds: self.key_retention_seconds(),
            time,
            faults: cfg!(feature = "faults") && self.allow_faults,
        }
    }

    /// How long idempotency keys are remembered, and deleted videos kept.
    pub fn key_retention_seconds(&self) -> u64 {
        self.retention_days * 24 * 60 * 60
    }
}

/// The settings of a command line without options.
impl Default for Config {
    fn default() -> Self {
        Self::parse_from(["course-studio"])
    }
}
