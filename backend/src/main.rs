//! Starts the server.

use std::{error::Error, process::ExitCode};

use backend::Config;
use clap::Parser;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::EnvFilter;

/// What one thread allocates another frees here, for each request; this allocator minds less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let config = Config::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if config.log_json {
        log.json().init();
    } else {
        log.compact().init();
    }
    match run(&config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("course-studio: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(config: &Config) -> Result<(), Box<dyn Error>> {
    let (tell, stop) = watch::channel(false);
    let server = backend::open(config, stop.clone())?;
    let listener = TcpListener::bind(config.listen).await?;
    println!("Course Studio: http://{}", listener.local_addr()?);
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tell.send_replace(true);
    });
    backend::serve(listener, server.router, config.max_connections, stop).await;
    // With the router its writer is gone too: the thread ends once its queue is empty.
    tokio::task::spawn_blocking(move || server.writer.join())
        .await?
        .map_err(|_| "writer failed")?;
    drop(server.lock);
    Ok(())
}
