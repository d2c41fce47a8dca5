#!/bin/sh
# Runs once, when PostgreSQL's data directory is made: the owner migrates, the application only works.
set -eu
psql --username postgres -v ON_ERROR_STOP=1 \
  -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE focalpoint_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE focalpoint_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
  PASSWORD :'app_password';
CREATE DATABASE focalpoint OWNER focalpoint_owner;
SQL
