create schema customers;
