create schema channels;
