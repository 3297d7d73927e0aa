"""What a name can stand for: values, tensors, modules, loaders, arrays - and the table of torch's names."""
