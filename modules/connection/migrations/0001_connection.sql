create schema connection;
