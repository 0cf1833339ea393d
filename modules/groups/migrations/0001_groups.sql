create schema groups;
